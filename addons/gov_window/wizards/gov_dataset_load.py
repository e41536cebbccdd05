import csv

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.misc import file_open

CITIES = {"puyang": "濮阳：六个功能区", "baoshan": "宝山：五类单一窗口", "xiangtan": "湘潭：进驻单位和专业分厅"}


class GovDatasetLoad(models.TransientModel):
    """Loads the organisation of a city into a centre: departments, zones, windows (W-046, W-047, W-049).

    What the centre has already, by name or number, stays as it is: loading twice adds nothing.
    """

    _name = "gov.dataset.load"
    _description = "Load a City's Organisation"

    city = fields.Selection(list(CITIES.items()), required=True)
    company_id = fields.Many2one("res.company", "Service Centre", required=True, default=lambda self: self.env.company)
    summary = fields.Text(readonly=True)

    def action_load(self):
        """Load the data set into the centre.

        :raises UserError: the centre is not one of the current ones
        """
        self.ensure_one()
        if not self.env.user.has_group("gov_base.group_admin"):
            raise AccessError(self.env._("The administrator of the centre loads a data set."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the centre into which you load."))
        departments, new_departments = self._load("gov.department", "name", self._department_vals)
        zones, new_zones = self._load("gov.zone", "name", lambda row: self._zone_vals(row, departments))
        _windows, new_windows = self._load(
            "gov.window", "number", lambda row: self._window_vals(row, departments, zones)
        )
        self.summary = self.env._(
            "%(departments)s departments, %(zones)s zones and %(windows)s windows added.",
            departments=new_departments,
            zones=new_zones,
            windows=new_windows,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a City's Organisation"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _load(self, model, key, prepare):
        """:return: the records of the file by key, and how many of them are new"""
        rows = self._rows(model)
        records = self.env[model].with_context(active_test=False)
        known = {
            record[key]: record
            for record in records.search(
                [("company_id", "=", self.company_id.id), (key, "in", [row[key] for row in rows])]
            )
        }
        missing = [row for row in rows if row[key] not in known]
        made = records.create([prepare(row) | {"company_id": self.company_id.id} for row in missing])
        return known | {record[key]: record for record in made}, len(made)

    @api.model
    def _rows(self, model) -> list[dict]:
        with file_open(f"gov_window/datasets/{self.city}/{model}.csv") as handle:
            return list(csv.DictReader(handle))

    def _department_vals(self, row):
        return {name: value for name, value in row.items() if value}

    def _zone_vals(self, row, departments):
        names = row["departments"].split()
        return {
            "name": row["name"],
            "sequence": int(row["sequence"]),
            "note": row["note"],
            "full_chain": row["full_chain"] == "1",
            "lead_department_id": departments[row["lead"]].id if row["lead"] else False,
            "department_ids": [Command.set([departments[name].id for name in names])],
        }

    def _window_vals(self, row, departments, zones):
        zone = zones[row["zone"]] if row["zone"] else self.env["gov.zone"]
        return {
            "number": row["number"],
            "name": row["name"],
            "board": row["board"],
            "zone_id": zone.id,
            "lead_department_id": departments[row["lead"]].id if row["lead"] else False,
            "department_ids": [Command.set([departments[name].id for name in row["departments"].split()])],
        }
