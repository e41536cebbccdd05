// The hall screen: fetches its changing part again and again, and reads new calls aloud.
const SECONDS = 4;
const board = document.getElementById("board");
const voice = document.getElementById("voice");
const said = new Set();
let speaking = false;

function announce() {
    for (const call of board.querySelectorAll("[data-text]")) {
        if (said.has(call.dataset.key)) {
            continue;
        }
        said.add(call.dataset.key);
        if (speaking && "speechSynthesis" in window) {
            const words = new SpeechSynthesisUtterance(call.dataset.text);
            words.lang = "zh-CN";
            words.rate = 0.9;
            window.speechSynthesis.speak(words);
        }
    }
}

async function refresh() {
    try {
        const answer = await fetch(board.dataset.url, { cache: "no-store" });
        if (answer.ok) {
            board.innerHTML = await answer.text();
            announce();
        }
    } catch {
        // the network is away: what was called last stays, the next round asks again
    }
    setTimeout(refresh, SECONDS * 1000);
}

// browsers speak only after somebody has pressed something
voice.addEventListener("click", () => {
    speaking = true;
    voice.hidden = true;
});
announce();
setTimeout(refresh, SECONDS * 1000);
