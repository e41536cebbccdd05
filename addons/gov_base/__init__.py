from . import controllers, models, wizards
from .kernel import logmask

logmask.install()
