"""`make bench-kills`: commands that write, killed or out of room at any step, and run again."""
