import { Component, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { useService } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";
import { matchFiles } from "./match_files";

const NEXT = { missing: "received", received: "verified", verified: "missing", promised: "missing" };
const BY_KEY = { 1: "missing", 2: "received", 3: "verified" };

/** The code that a telephone scans to photograph one line. */
export class PhotoDialog extends Component {
    static template = "gov_window.PhotoDialog";
    static components = { Dialog };
    static props = { name: String, link: Object, close: Function };
}

/** The list of the lines; the column of the buttons has a heading, too. */
class ChecklistRenderer extends ListRenderer {
    static template = "gov_window.ChecklistRenderer";
}

/**
 * The checklist: up and down choose a line, Space takes its next state, 1 2 3 set it, 4 is a promise
 * and 5 the telephone. Many files at once, dropped or chosen, find their lines by name and order.
 */
export class Checklist extends X2ManyField {
    static template = "gov_window.Checklist";
    static components = { ...X2ManyField.components, ListRenderer: ChecklistRenderer };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.over = useState({ on: false });
        this.files = useRef("files");
        this.root = useRef("root");
    }

    lineAt(element) {
        const row = element.closest?.(".o_data_row");
        return row && this.list.records.find((line) => line.id === row.dataset.id);
    }

    onFocus(event) {
        const line = this.lineAt(event.target);
        if (line) {
            this.props.record.model.bus.trigger("gov-line", { place: this.list.records.indexOf(line) });
        }
    }

    async onKey(event) {
        const line = this.lineAt(event.target);
        const typing = event.target.matches("input, textarea, select, button, a");
        if (!line || typing || event.ctrlKey || event.altKey || event.metaKey || this.props.readonly) {
            return;
        }
        if (["ArrowUp", "ArrowDown"].includes(event.key)) {
            event.preventDefault();
            event.stopPropagation();
            await this.goTo(this.list.records.indexOf(line) + (event.key === "ArrowUp" ? -1 : 1));
            return;
        }
        const state = event.key === " " ? NEXT[line.data.state] : BY_KEY[event.key];
        if (event.key === "5") {
            event.preventDefault();
            event.stopPropagation();
            await this.photograph(line);
        } else if (state || (event.key === "4" && line.data.promise_ok)) {
            event.preventDefault();
            event.stopPropagation();
            if (line.data.state !== "later") {
                await line.update({ state: state || "promised" });
            }
        }
    }

    /** Put the focus on a line; one that is being edited is left first. */
    async goTo(place) {
        await this.list.leaveEditMode();
        await new Promise((resolve) => requestAnimationFrame(resolve));
        this.root.el?.querySelectorAll(".o_data_row")[place]?.querySelector("td[name=name]")?.focus();
    }

    onDragOver(event) {
        if (event.dataTransfer.types.includes("Files")) {
            this.over.on = true;
        }
    }

    onDrop(event) {
        this.over.on = false;
        return this.take(event.dataTransfer.files);
    }

    async onChosen(event) {
        await this.take(event.target.files);
        event.target.value = "";
    }

    async take(files) {
        const lines = this.list.records;
        const left = [];
        for (const { index, file } of matchFiles(
            Array.from(files),
            lines.map((line) => ({ name: line.data.name, filled: Boolean(line.data.file_name) })),
        )) {
            const line = lines[index];
            if (!line) {
                left.push(file.name);
                continue;
            }
            const url = await getDataURLFromFile(file);
            await line.update({
                file: url.slice(url.indexOf(",") + 1),
                file_name: file.name,
                ...(line.data.state === "missing" ? { state: "received" } : {}),
            });
        }
        if (left.length) {
            this.notification.add(_t("No line is left for: %s", left.join(", ")), { type: "warning" });
        }
    }

    /** Show the code; when the dialog closes, what the telephone sent is there. */
    async photograph(line) {
        const place = this.list.records.indexOf(line);
        if (!(await this.props.record.save())) {
            return;
        }
        const saved = this.list.records[place];
        const link = await this.orm.call(saved.resModel, "action_photo", [[saved.resId]]);
        this.dialog.add(
            PhotoDialog,
            { name: saved.data.name, link },
            {
                onClose: async () => {
                    await this.props.record.load();
                    await this.goTo(place);
                },
            },
        );
    }
}

registry.category("fields").add("gov_checklist", { ...x2ManyField, component: Checklist });
