import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODES = {
    in: { label: _t("Sign In at the Department"), groups: ["gov_window.group_department"] },
    out: {
        label: _t("Hand Out at the Window"),
        groups: ["gov_window.group_clerk", "gov_window.group_department_clerk"],
    },
    back: {
        label: _t("Take Back at the Window"),
        groups: ["gov_window.group_clerk", "gov_window.group_department_clerk"],
    },
};

/** The screen for the scanning gun: one field that keeps the focus, and what was scanned. */
export class HandoverScan extends Component {
    static template = "gov_window.HandoverScan";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useAutofocus({ refName: "code" });
        this.state = useState({ modes: [], mode: "", sheet: null, cases: [], message: "", ok: true, busy: false });
        onWillStart(async () => {
            for (const [key, mode] of Object.entries(MODES)) {
                const has = await Promise.all(mode.groups.map((group) => user.hasGroup(group)));
                if (has.some(Boolean)) {
                    this.state.modes.push({ key, label: mode.label.toString() });
                }
            }
            this.state.mode = this.state.modes[0]?.key || "in";
        });
    }

    setMode(mode) {
        Object.assign(this.state, { mode, sheet: null, cases: [], message: "", ok: true });
        this.input.el?.focus();
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        const code = ev.target.value.trim();
        ev.target.value = "";
        if (code) {
            await this.call("scan", [code, this.state.mode, this.state.sheet?.id || false]);
        }
    }

    async call(method, args) {
        this.state.busy = true;
        try {
            this.show(await this.orm.call("gov.handover", method, args));
        } catch (error) {
            this.show({ ok: false, message: error.data?.message || error.message });
        } finally {
            this.state.busy = false;
            this.input.el?.focus();
        }
    }

    show(answer) {
        this.state.ok = answer.ok;
        this.state.message = answer.message;
        if (answer.sheet) {
            this.state.sheet = answer.sheet;
        }
        if (answer.ok && answer.case && !this.state.cases.some((found) => found.id === answer.case.id)) {
            this.state.cases.push(answer.case);
        }
    }

    get left() {
        return this.state.sheet.lines.filter((line) => line.state === "waiting").length;
    }

    openSheet() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "gov.handover",
            res_id: this.state.sheet.id,
            views: [[false, "form"]],
        });
    }

    async sign() {
        await this.call("scan_sign", [[this.state.sheet.id]]);
    }

    async handOut() {
        await this.call("scan_hand_over", [this.state.cases.map((found) => found.id)]);
        if (this.state.ok) {
            this.state.cases = [];
        }
    }
}

registry.category("actions").add("gov_window.handover_scan", HandoverScan);
