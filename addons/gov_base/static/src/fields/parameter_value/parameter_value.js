import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The value of a rule parameter: chosen from its names where it has a closed list, else typed. */
export class ParameterValue extends Component {
    static template = "gov_base.ParameterValue";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get options() {
        return this.props.record.data.options || [];
    }

    get text() {
        const found = this.options.find(([value]) => value === this.value);
        return found ? found[1] : this.value;
    }

    update(event) {
        return this.props.record.update({ [this.props.name]: event.target.value.trim() });
    }
}

registry.category("fields").add("gov_parameter_value", {
    component: ParameterValue,
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "options", type: "json" }],
});
