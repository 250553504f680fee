"""`make fuzz`: damaged and odd inputs through the program, which must answer each in words."""
