/// The part of a source line around a place: at most 100 scalars, what cannot be seen made visible.
struct LineExcerpt {
    private static let window = 100

    /// With `…` where the line is cut.
    let text: String
    /// Scalars of `text` before the place.
    let caret: Int
    /// Terminal columns of `text` before the place.
    let indent: Int

    /// - Parameter column: from 1; a column behind the end of the line stands for its end.
    init(of line: String, around column: Int) {
        let place = max(0, column - 1)
        let start = place < Self.window * 3 / 4 ? 0 : place - Self.window / 2
        let rest = line.unicodeScalars.dropFirst(start)
        let shown = rest.prefix(Self.window).map(VisibleText.scalar)
        let isCut = !rest.dropFirst(Self.window).isEmpty
        let before = shown.prefix(min(place - start, shown.count))
        let head = start > 0 ? "…" : ""
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: shown)
        text = head + String(scalars) + (isCut ? "…" : "")
        caret = before.count + head.unicodeScalars.count
        indent = before.reduce(head.unicodeScalars.count) { $0 + VisibleText.width($1) }
    }
}
