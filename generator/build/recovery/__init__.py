"""After an accident: what a portal lost is put together again from what others hold."""
