"""What undoes an accident: an older back-up, a stolen key, a log whose key is gone."""
