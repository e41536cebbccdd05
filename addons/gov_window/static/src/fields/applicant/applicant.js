import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    buildM2OFieldDescription,
    extractM2OFieldProps,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";
import { computeM2OProps, Many2One } from "@web/views/fields/many2one/many2one";

/** Whether a text is what a reader of cards types, or the whole number of a document. */
export function isDocument(text) {
    const typed = text.trim();
    return (
        (typed.match(/[|,;，；\t]/g) || []).length >= 2 ||
        /^[0-9A-Za-z\s-]{15,24}$/.test(typed) ||
        /^[A-Za-z]{1,2}\d{7,10}$/.test(typed)
    );
}

/**
 * Who stands at the counter: name, telephone or number in one field. A reader of cards types and
 * ends with Enter or Tab; its holder is found by the exact number, or is shown as somebody new,
 * who is put on file when the case is saved.
 */
export class Applicant extends Component {
    static template = "gov_window.Applicant";
    static components = { Many2One };
    static props = {
        ...Many2OneField.props,
        typed: { type: String },
        fresh: { type: String },
        next: { type: String, optional: true },
    };

    get m2oProps() {
        return computeM2OProps(this.props);
    }

    get person() {
        return this.props.record.data[this.props.fresh];
    }

    async onKey(event) {
        const text = event.target.value || "";
        if (!["Enter", "Tab"].includes(event.key) || event.target.name || !isDocument(text)) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        const form = event.target.closest(".o_form_renderer");
        event.target.value = "";
        event.target.dispatchEvent(new Event("input", { bubbles: true }));
        await this.props.record.update({ [this.props.typed]: text });
        const { person } = this;
        const at = person && !person.name ? "input[name=person_name]" : null;
        const place = at ? form?.querySelector(`.o_field_widget[name=${this.props.name}] ${at}`) : null;
        (place || form?.querySelector(`.o_field_widget[name=${this.props.next}] input`))?.focus();
    }

    change(what, event) {
        const person = { ...this.person, [what]: event.target.value.trim() };
        return this.props.record.update({ [this.props.fresh]: person });
    }

    drop() {
        return this.props.record.update({ [this.props.fresh]: false });
    }
}

registry.category("fields").add("gov_applicant", {
    ...buildM2OFieldDescription(Applicant),
    extractProps(staticInfo, dynamicInfo) {
        const { typed, fresh, next } = staticInfo.options;
        return { ...extractM2OFieldProps(staticInfo, dynamicInfo), typed, fresh, next };
    },
});
