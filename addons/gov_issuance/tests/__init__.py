from . import test_told
