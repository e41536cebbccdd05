import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The messages between applicant and window, and the answer; Ctrl+Enter sends it. */
export class Conversation extends Component {
    static template = "gov_window.Conversation";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.draft = useState({ text: "", busy: false });
    }

    get value() {
        return this.props.record.data[this.props.name] || { messages: [], writable: false };
    }

    get messages() {
        return this.value.messages.map((message) => ({
            ...message,
            when: formatDateTime(deserializeDateTime(message.at)),
        }));
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.ctrlKey) {
            ev.preventDefault();
            this.send();
        }
    }

    async send() {
        const { record } = this.props;
        if (this.draft.busy || !this.draft.text.trim()) {
            return;
        }
        this.draft.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            await this.orm.call(record.resModel, "action_write_applicant", [[record.resId], this.draft.text]);
            this.draft.text = "";
            await record.load();
        } finally {
            this.draft.busy = false;
        }
    }
}

registry.category("fields").add("gov_conversation", {
    component: Conversation,
    supportedTypes: ["json"],
});
