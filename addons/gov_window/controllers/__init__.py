from . import (
    application,
    appointment,
    catalogue,
    conversation,
    hall,
    ledger,
    lookup,
    package,
    photo,
    portal,
    public,
    zone,
)
