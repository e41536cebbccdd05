import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The messages between applicant and window, and the answer; Ctrl+Enter sends it. */
export class Conversation extends Component {
    static template = "gov_window.Conversation";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.draft = useState({ text: "", files: [], busy: false });
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

    get canSend() {
        return !this.draft.busy && Boolean(this.draft.text.trim() || this.draft.files.length);
    }

    async attach(ev) {
        const chosen = [...ev.target.files];
        ev.target.value = "";
        for (const file of chosen) {
            const url = await getDataURLFromFile(file);
            this.draft.files.push({ name: file.name, data: url.slice(url.indexOf(",") + 1) });
        }
    }

    detach(index) {
        this.draft.files.splice(index, 1);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.ctrlKey) {
            ev.preventDefault();
            this.send();
        }
    }

    async send() {
        const { record } = this.props;
        if (!this.canSend) {
            return;
        }
        this.draft.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const files = this.draft.files.map(({ name, data }) => ({ name, data }));
            await this.orm.call(record.resModel, "action_write_applicant", [[record.resId], this.draft.text, files]);
            this.draft.text = "";
            this.draft.files = [];
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
