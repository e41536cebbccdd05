import { Component, useState } from "@odoo/owl";
import { imageUrl, url } from "@web/core/utils/urls";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Beside the checklist: the scan of the line in focus, its review points, blank form and sample. */
export class LinePane extends Component {
    static template = "gov_window.LinePane";
    static props = { ...standardWidgetProps };

    setup() {
        this.at = useState({ place: 0 });
        useBus(this.props.record.model.bus, "gov-line", ({ detail }) => {
            this.at.place = detail.place;
        });
    }

    get lines() {
        return this.props.record.data.material_ids.records;
    }

    get line() {
        return this.lines[this.at.place] || this.lines[0];
    }

    /** The scan: what was just chosen, or what is kept; a picture, a PDF, or something to open. */
    get scan() {
        const { data, resId, resModel } = this.line;
        const name = (data.file_name || "").toLowerCase();
        if (!data.file) {
            return null;
        }
        const kind = /\.(jpe?g|png)$/.test(name) ? "image" : name.endsWith(".pdf") ? "pdf" : "other";
        // a kept file is read as its size ("12.00 Kb"), a chosen one as base64
        if (resId && /^[\d.]+ [a-z]*b(ytes)?$/i.test(data.file)) {
            const kept = url("/web/content", { model: resModel, id: resId, field: "file", filename: data.file_name });
            return { kind, src: kind === "image" ? imageUrl(resModel, resId, "file") : kept };
        }
        const mimetype = kind === "pdf" ? "application/pdf" : name.endsWith(".png") ? "image/png" : "image/jpeg";
        return kind === "other" ? null : { kind, src: `data:${mimetype};base64,${data.file}` };
    }

    /** The blank form and the model of the line, where the checklist has them. */
    get help() {
        const material = this.line.data.material_id;
        return ["form_file", "sample_file"]
            .filter((field) => this.line.data[`${field}_name`])
            .map((field) => ({
                field,
                href: url("/web/content", { model: "gov.item.material", id: material.id, field, download: true }),
            }));
    }
}

registry.category("view_widgets").add("gov_line_pane", { component: LinePane });
