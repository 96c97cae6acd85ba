"""Madang: a customer-support desk where every channel opens onto one conversation."""

__version__ = "0.1.0"
