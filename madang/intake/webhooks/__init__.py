"""What mail providers post: mail that came in, and what became of mail that went out.

django-anymail reads and checks it; it is imported when the first post comes, not before.
"""
