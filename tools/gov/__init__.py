"""What the Makefile calls: provisioning, private databases, the demo and the tests.

Every module here runs before the project's virtual environment exists, so only the standard
library is imported.
"""
