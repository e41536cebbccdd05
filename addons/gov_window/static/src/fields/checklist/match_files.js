/**
 * Which file of a scanner's folder belongs to which line.
 *
 * A file whose name holds the name of a line, or begins with its number (3.jpg, 03-lease.pdf),
 * belongs to it; the others go, in the order of their names, to the lines that have none.
 *
 * @param {{name: string}[]} files
 * @param {{name: string, filled: boolean}[]} lines
 * @returns {{index: number, file: Object}[]} places of the lines, and what is left over as index -1
 */
export function matchFiles(files, lines) {
    const bare = (text) => text.replace(/[\s《》〈〉“”"'（）()]/g, "");
    const taken = new Set();
    const found = [];
    const rest = [];
    const sorted = [...files].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    for (const file of sorted) {
        const stem = bare(file.name.replace(/\.[^.]*$/, ""));
        let index = lines.findIndex((line, place) => !taken.has(place) && stem.includes(bare(line.name)));
        const number = /^0*([1-9]\d?)(\D|$)/.exec(stem);
        if (index < 0 && number && Number(number[1]) <= lines.length && !taken.has(Number(number[1]) - 1)) {
            index = Number(number[1]) - 1;
        }
        if (index < 0) {
            rest.push(file);
        } else {
            taken.add(index);
            found.push({ index, file });
        }
    }
    for (const file of rest) {
        const index = lines.findIndex((line, place) => !taken.has(place) && !line.filled);
        taken.add(index);
        found.push({ index, file });
    }
    return found;
}
