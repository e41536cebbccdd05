import { registry } from "@web/core/registry";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The counts of the progress bar in words under the column's title: colour alone says nothing. */
class LampKanbanHeader extends KanbanHeader {
    static template = "gov_window.LampKanbanHeader";

    /** Those that are lit: what has no lamp is not counted in words. */
    get lamps() {
        const bars = this.progressBar?.bars || [];
        return bars.filter((bar) => bar.count > 0 && typeof bar.value === "string");
    }
}

class LampKanbanRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, KanbanHeader: LampKanbanHeader };
}

registry.category("views").add("gov_lamp_kanban", { ...kanbanView, Renderer: LampKanbanRenderer });
