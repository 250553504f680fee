"""The screens of the desk, their guard and their server."""
