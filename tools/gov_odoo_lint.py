"""A pytest plugin: Odoo's own lint tests see the suite's addons and nothing else."""

from gov import addons


def pytest_configure():
    """Narrow what Odoo calls all modules to the addons of this repository."""
    import odoo.modules
    import odoo.modules.module

    manifest = odoo.modules.Manifest

    def ours():
        return [manifest.for_addon(name) for name in addons.manifests()]

    manifest.all_addon_manifests = staticmethod(ours)
    odoo.modules.get_modules = odoo.modules.module.get_modules = lambda: list(addons.manifests())
