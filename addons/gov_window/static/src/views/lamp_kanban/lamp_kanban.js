import { registry } from "@web/core/registry";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The counts of the progress bar in words under the column's title: colour alone says nothing. */
class LampKanbanHeader extends KanbanHeader {
    static template = "gov_window.LampKanbanHeader";

    get lamps() {
        return (this.progressBar?.bars || []).filter((bar) => bar.count > 0);
    }
}

class LampKanbanRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, KanbanHeader: LampKanbanHeader };
}

registry.category("views").add("gov_lamp_kanban", { ...kanbanView, Renderer: LampKanbanRenderer });
