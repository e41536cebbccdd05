import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The situation of the applicant: each question with its answers as buttons. One click chooses;
 * a case that is on file is saved at once, so that its checklist follows.
 */
export class Situation extends Component {
    static template = "gov_window.Situation";
    static props = { ...standardFieldProps };

    setup() {
        this.busy = useState({ on: false });
    }

    get questions() {
        return this.props.record.data.situation_questions || [];
    }

    async choose(question, answer) {
        if (this.busy.on || this.props.readonly) {
            return;
        }
        this.busy.on = true;
        try {
            const { record } = this.props;
            const chosen = record.data[this.props.name];
            const others = question.answers.filter((other) => other.chosen).map((other) => other.id);
            await chosen.addAndRemove({ add: answer.chosen ? [] : [answer.id], remove: others });
            if (!record.isNew) {
                await record.save();
            }
        } finally {
            this.busy.on = false;
        }
    }
}

registry.category("fields").add("gov_situation", {
    component: Situation,
    supportedTypes: ["many2many"],
    fieldDependencies: [{ name: "situation_questions", type: "json" }],
    relatedFields: () => [{ name: "display_name", type: "char" }],
});
