import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Why this date? The steps from which the deadline came about. */
export class DueDateDialog extends Component {
    static template = "gov_base.DueDateDialog";
    static components = { Dialog };
    static props = { steps: Array, provisional: { type: Boolean, optional: true }, close: Function };

    get title() {
        return _t("Why this date?");
    }

    /** The columns' names, shown beside each value where there is no room for columns. */
    get labels() {
        return { rule: _t("Rule"), source: _t("Official Source"), event: _t("Event"), due: _t("Due") };
    }

    /** The steps, the days of one holiday together. */
    get steps() {
        const steps = [];
        for (const step of this.props.steps.filter((step) => step.kind !== "used")) {
            const last = steps.at(-1);
            if (step.kind === "holiday" && last && last.kind === step.kind && last.what === step.what) {
                last.until = step.date;
            } else {
                steps.push({ ...step });
            }
        }
        return steps;
    }

    /** The time used, net and gross: the last step. */
    get used() {
        return this.props.steps.find((step) => step.kind === "used");
    }
}

/** The lamp of a deadline: a colour, a shape and a word; a click explains the date. */
export class Lamp extends Component {
    static template = "gov_base.Lamp";
    static props = { ...standardFieldProps };

    static shapes = {
        green: "fa-check-circle",
        amber: "fa-exclamation-circle",
        red: "fa-exclamation-triangle",
        grey: "fa-pause-circle",
        done: "fa-flag-checkered",
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get word() {
        const found = this.props.record.fields[this.props.name].selection.find(([value]) => value === this.value);
        return found ? found[1] : "";
    }

    /** The word of the lamp with the days that remain; an overdue one says both at once. */
    get text() {
        const remaining = this.props.record.data.days_left;
        if (!remaining || this.value === "grey") {
            return this.word;
        }
        return this.value === "red" ? remaining : `${this.word} · ${remaining}`;
    }

    get title() {
        return _t("%s. Why this date?", this.word);
    }

    /** The holiday arrangement of the year of the deadline is not known yet: the date may still move. */
    get provisional() {
        return this.value !== "done" && Boolean(this.props.record.data.due_provisional);
    }

    get shape() {
        return Lamp.shapes[this.value];
    }

    async explain(event) {
        event.stopPropagation();
        const steps = await this.orm.call(this.props.record.resModel, "explain_due_date", [[this.props.record.resId]]);
        this.dialog.add(DueDateDialog, { steps, provisional: this.provisional });
    }
}

registry.category("fields").add("gov_lamp", {
    component: Lamp,
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "days_left", type: "char" },
        { name: "due_provisional", type: "boolean" },
    ],
});
