"""The program `factbot`: one module for each group of commands."""
