"""Mail providers' HTTP APIs, spoken through django-anymail.

Nothing here but `known` may be imported at a start: django-anymail and what it needs take memory that a desk
without a provider would pay for nothing.
"""
