import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The events of a record, newest first. */
export class Timeline extends Component {
    static template = "gov_base.Timeline";
    static props = { ...standardFieldProps };

    get events() {
        return (this.props.record.data[this.props.name] || []).map((event) => ({
            ...event,
            when: formatDateTime(deserializeDateTime(event.at)),
        }));
    }
}

registry.category("fields").add("gov_timeline", {
    component: Timeline,
    supportedTypes: ["json"],
});
