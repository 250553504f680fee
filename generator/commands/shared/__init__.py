"""What commands share: arguments, the clock, what is printed and in which language."""
