import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const PART = 256 * 1024;
const TRIES = 6;

/**
 * Sends the file of a line in parts, and goes on where the network broke off. Without
 * scripts the form sends the file whole.
 */
export class Upload extends Interaction {
    static selector = "#materials";
    dynamicContent = {
        "form.js_gov_upload": { "t-on-submit": (ev) => this.onSubmit(ev) },
    };

    onSubmit(ev) {
        const form = ev.currentTarget;
        const file = form.elements.file.files[0];
        if (ev.submitter?.value !== "upload" || !file) {
            return;
        }
        ev.preventDefault();
        if (!form.dataset.busy) {
            this.send(form, file);
        }
    }

    async send(form, file) {
        form.dataset.busy = "1";
        const status = this.status(form);
        let failure = "";
        try {
            failure = await this.sendParts(form, file, status);
        } catch {
            failure = _t("The connection is lost. Press Upload again: it goes on where it stopped.");
        }
        delete form.dataset.busy;
        if (failure) {
            this.fail(status, failure);
            return;
        }
        await this.keepNote();
        window.location.reload();
    }

    fail(status, failure) {
        status.textContent = failure;
        status.className = "alert alert-danger my-2 py-2";
        status.setAttribute("role", "alert");
    }

    /** Returns why the file is not taken; nothing if it is. */
    async sendParts(form, file, status) {
        const about = {
            name: file.name,
            size: file.size,
            fingerprint: file.lastModified,
        };
        let answer = await this.post(form, `${form.action}/upload`, about);
        let upload = answer.upload;
        while (!answer.error && !answer.done) {
            if (answer.gone) {
                answer = await this.post(form, `${form.action}/upload`, about);
                upload = answer.upload;
                continue;
            }
            const offset = answer.offset;
            const percent = Math.floor((100 * offset) / file.size);
            status.textContent = _t("Uploaded: %s %", percent);
            const part = file.slice(offset, offset + PART);
            answer = await this.post(form, `/my/uploads/${upload}`, { offset, part });
        }
        return answer.error;
    }

    async post(form, url, values) {
        for (let turn = 1; ; turn++) {
            const body = new FormData();
            body.append("csrf_token", form.elements.csrf_token.value);
            for (const [name, value] of Object.entries(values)) {
                body.append(name, value);
            }
            try {
                const response = await fetch(url, { method: "POST", body });
                if (response.redirected) {
                    return { error: _t("You were signed out. Please sign in again: what is there is kept.") };
                }
                const answer = await response.json();
                if (!answer.busy) {
                    return answer;
                }
            } catch (error) {
                if (turn === TRIES) {
                    throw error;
                }
            }
            if (turn === TRIES) {
                throw new Error("busy");
            }
            await this.waitForTimeoutPromise(500 * 2 ** turn);
        }
    }

    waitForTimeoutPromise(delay) {
        return new Promise((resolve) => this.waitForTimeout(resolve, delay));
    }

    status(form) {
        let status = form.querySelector(".js_gov_status");
        if (!status) {
            status = document.createElement("div");
            form.append(status);
        }
        status.className = "js_gov_status my-2";
        status.setAttribute("role", "status");
        return status;
    }

    async keepNote() {
        const note = document.querySelector("#note");
        if (note && note.value !== note.defaultValue) {
            const save = note.form.querySelector("[formaction]");
            await fetch(save.formAction, { method: "POST", body: new FormData(note.form) });
        }
    }
}

/**
 * Sends the files of a message in parts first, then the message itself, which takes them along. What was
 * typed stays until it is sent.
 */
export class MessageUpload extends Upload {
    static selector = "#messages";
    dynamicContent = {
        "form.js_gov_message": { "t-on-submit": (ev) => this.onSubmit(ev) },
    };

    onSubmit(ev) {
        const form = ev.currentTarget;
        if (!form.elements.file.files.length) {
            return;
        }
        ev.preventDefault();
        if (!form.dataset.busy) {
            this.sendAll(form);
        }
    }

    async sendAll(form) {
        form.dataset.busy = "1";
        const status = this.status(form);
        const sent = [];
        let failure = "";
        const files = [...form.elements.file.files];
        try {
            for (const file of files) {
                failure = await this.sendParts(form, file, status);
                if (failure) {
                    break;
                }
                sent.push(file);
            }
        } catch {
            failure = _t("The connection is lost. Press Send again: it goes on where it stopped.");
        }
        delete form.dataset.busy;
        const left = new DataTransfer();
        files.filter((file) => !sent.includes(file)).forEach((file) => left.items.add(file));
        form.elements.file.files = left.files;
        if (failure) {
            this.fail(status, failure);
            return;
        }
        form.submit();
    }
}

registry.category("public.interactions").add("gov_window.upload", Upload);
registry.category("public.interactions").add("gov_window.message_upload", MessageUpload);
