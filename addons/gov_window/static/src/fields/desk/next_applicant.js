import { Component, useExternalListener, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const VERDICTS = ["accepted", "not_accepted", "supplement", "checking"];

/** After the verdict: print what was issued, and a fresh form at the same window. */
export class NextApplicant extends Component {
    static template = "gov_window.NextApplicant";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.busy = useState({ on: false });
        useExternalListener(document, "keydown", (event) => {
            if (event.key === "F6" && this.shown && !document.querySelector(".modal.show, .o_dialog")) {
                event.preventDefault();
                this.next();
            }
        });
    }

    get shown() {
        return VERDICTS.includes(this.props.record.data.state);
    }

    async next() {
        const { record } = this.props;
        if (this.busy.on || !(await record.save())) {
            return;
        }
        this.busy.on = true;
        try {
            await this.action.doActionButton({
                type: "object",
                name: "action_print_last_notice",
                resModel: record.resModel,
                resId: record.resId,
                resIds: [record.resId],
                context: record.context,
            });
            await this.action.doAction("gov_window.gov_case_action_new", {
                stackPosition: "replaceCurrentAction",
                additionalContext: {
                    default_window_id: record.data.window_id?.id || false,
                    default_channel: record.data.channel,
                },
            });
        } finally {
            this.busy.on = false;
        }
    }
}

registry.category("view_widgets").add("gov_next_applicant", { component: NextApplicant });
