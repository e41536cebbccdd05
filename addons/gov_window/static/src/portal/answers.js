import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Keeps each answer to a condition as soon as it is given; without scripts the form keeps them. */
export class Answers extends Interaction {
    static selector = "#conditions_asked";
    dynamicContent = {
        "input[type=radio]": { "t-on-change": (ev) => this.keep(ev.currentTarget.form) },
    };

    async keep(form) {
        const save = form.querySelector("[formaction]");
        await this.waitFor(fetch(save.formAction, { method: "POST", body: new FormData(form) }));
    }
}

registry.category("public.interactions").add("gov_window.answers", Answers);
