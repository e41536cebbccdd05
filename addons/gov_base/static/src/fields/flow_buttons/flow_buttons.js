import { Component, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The actions of the flow that the user could take from here. A blocked one is shown
 * disabled and says why when pointed at; a hotkey (F8 ...) presses its button.
 */
export class FlowButtons extends Component {
    static template = "gov_base.FlowButtons";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.busy = useState({ on: false });
        useEffect(
            () => {
                const listen = (event) => this.onKey(event);
                document.addEventListener("keydown", listen);
                return () => document.removeEventListener("keydown", listen);
            },
            () => [],
        );
    }

    /** The actions; while something is not saved yet, none is blocked: pressing saves and asks. */
    get buttons() {
        const buttons = this.props.record.data[this.props.name] || [];
        return this.props.record.dirty ? buttons.map((button) => ({ ...button, blocked: "" })) : buttons;
    }

    onKey(event) {
        const button = this.buttons.find((item) => item.hotkey && item.hotkey === event.key);
        if (!button || document.querySelector(".modal.show, .o_dialog")) {
            return;
        }
        event.preventDefault();
        this.choose(button);
    }

    choose(button) {
        if (button.blocked) {
            this.notification.add(button.blocked, { type: "warning" });
            return undefined;
        }
        return this.press(button);
    }

    async press(button) {
        if (this.busy.on) {
            return;
        }
        this.busy.on = true;
        try {
            const record = this.props.record;
            if (!(await record.save())) {
                return;
            }
            await this.action.doActionButton({
                type: "object",
                name: "flow_act",
                args: JSON.stringify([button.action]),
                resModel: record.resModel,
                resId: record.resId,
                resIds: [record.resId],
                context: record.context,
                onClose: () => record.load(),
            });
        } finally {
            this.busy.on = false;
        }
    }
}

registry.category("fields").add("gov_flow_buttons", {
    component: FlowButtons,
    supportedTypes: ["json"],
});
