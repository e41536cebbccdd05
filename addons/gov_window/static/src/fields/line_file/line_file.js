import { useState } from "@odoo/owl";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { registry } from "@web/core/registry";
import { ListBinaryField, listBinaryField } from "@web/views/fields/binary/binary_field";

/**
 * The file of a checklist line: a file dropped on the cell, or pasted into it, belongs to the
 * line, which then counts as handed in.
 */
export class LineFile extends ListBinaryField {
    static template = "gov_window.LineFile";

    setup() {
        super.setup();
        this.over = useState({ on: false });
    }

    onDrop(event) {
        this.over.on = false;
        return this.take(event.dataTransfer.files);
    }

    onPaste(event) {
        return this.take(event.clipboardData.files);
    }

    async take(files) {
        for (const file of Array.from(files).slice(0, 1)) {
            const url = await getDataURLFromFile(file);
            await this.update({ data: url.slice(url.indexOf(",") + 1), name: file.name });
        }
    }

    async update(file) {
        await super.update(file);
        const { record } = this.props;
        if (file.data && record.data.state === "missing") {
            await record.update({ state: "received" });
        }
    }
}

registry.category("fields").add("gov_line_file", { ...listBinaryField, component: LineFile });
