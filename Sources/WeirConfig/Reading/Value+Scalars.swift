internal import WeirModel

extension Value {
    /// A scalar after substitution.
    struct Text {
        var value: String
        /// The text in backticks; as written in the file where something was put in, since that may be a secret.
        var quoted: String
        var isReplaced: Bool
    }

    /// The scalar's bytes after substitution, which a file may have made anything but text.
    func bytes(expected: String) -> [UInt8]? {
        substituted(expected: expected)?.bytes
    }

    /// The scalar's text after substitution.
    func text(expected: String = "a text") -> Text? {
        guard let result = substituted(expected: expected), case .scalar(let scalar) = node.content else { return nil }
        let value = String(decoding: result.bytes, as: UTF8.self)
        guard !result.isReplaced || value.utf8.elementsEqual(result.bytes) else {
            error("\(title): what \(VisibleText.quoted(scalar.text)) stands for is not UTF-8")
            return nil
        }
        let shown = result.isReplaced ? scalar.text : value
        return Text(value: value, quoted: VisibleText.quoted(shown), isReplaced: result.isReplaced)
    }

    /// Reads the text with a parser and reports what the parser says.
    func parsed<Result>(
        as expected: String, _ parse: (String) throws(ScalarProblem) -> Result
    ) -> Result? {
        guard let text = text(expected: expected) else { return nil }
        do throws(ScalarProblem) {
            return try parse(text.value)
        } catch {
            let place = text.isReplaced ? mark : mark(atByte: error.offset)
            reading.findings.error(
                "\(title): \(text.quoted) \(error.predicate)", at: place, hint: text.isReplaced ? nil : error.hint)
            return nil
        }
    }

    /// A whole number.
    func integer(in range: ClosedRange<Int>) -> Int? {
        parsed(as: "a whole number") { text throws(ScalarProblem) in try NumberSyntax.integer(text, in: range) }
    }

    /// `true`, `on`, `yes` or their opposites.
    func boolean() -> Bool? {
        parsed(as: "true or false", NumberSyntax.boolean)
    }

    /// A duration such as `10s`.
    func duration(in range: ClosedRange<Duration>) -> Duration? {
        parsed(as: "a duration") { text throws(ScalarProblem) in
            let duration = try DurationSyntax.parse(text)
            guard range.contains(duration) else {
                let (low, high) = (DurationSyntax.text(range.lowerBound), DurationSyntax.text(range.upperBound))
                throw ScalarProblem("is not between \(low) and \(high)")
            }
            return duration
        }
    }

    /// A size in bytes, such as `16KiB`.
    func size(in range: ClosedRange<Int>) -> Int? {
        parsed(as: "a size") { text throws(ScalarProblem) in
            let size = try SizeSyntax.parse(text)
            guard range.contains(size) else {
                let (low, high) = (SizeSyntax.text(range.lowerBound), SizeSyntax.text(range.upperBound))
                throw ScalarProblem("is not between \(low) and \(high)")
            }
            return size
        }
    }

    /// One of the words that an enumeration has; letter case makes no difference.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        return parsed(as: "one of \(words.joined(separator: ", "))") { text throws(ScalarProblem) in
            let word = text.lowercased()
            if let found = Choice.allCases.first(where: { $0.rawValue.lowercased() == word }) { return found }
            let known = "known are \(words.joined(separator: ", "))"
            throw ScalarProblem("is unknown here", hint: Suggestion.hint(for: text, among: words) ?? known)
        }
    }

    /// A name: not empty, of characters that can be seen.
    func name() -> String? {
        parsed(as: "a name", FieldSyntax.name)
    }

    /// A network such as `10.0.0.0/8`.
    func network() -> Network? {
        parsed(as: "a network", NetworkSyntax.parse)
    }

    /// A regular expression.
    func pattern() -> Pattern? {
        parsed(as: "a regular expression") { text throws(ScalarProblem) in
            do throws(PatternError) {
                return try Pattern(text)
            } catch {
                throw ScalarProblem("is no regular expression: \(error.message)", offset: error.offset)
            }
        }
    }

    /// A path of a file, resolved against the configuration's folder.
    func filePath() -> String? {
        let folder = reading.folder
        return parsed(as: "a path") { text throws(ScalarProblem) in
            guard !text.isEmpty else { throw ScalarProblem("is empty") }
            guard !text.utf8.contains(0) else { throw ScalarProblem("has a zero byte") }
            return FilePath.resolve(text, in: folder)
        }
    }

    /// The place of a byte of the scalar's text; its start where escapes or line breaks lie between.
    func mark(atByte offset: Int?) -> SourceMark {
        guard let offset, offset > 0, case .scalar(let scalar) = node.content, scalar.style != .block,
            mark.column < Self.columnLimit,
            let line = reading.findings.source.line(mark.line)
        else { return mark }
        let before = String(decoding: scalar.text.utf8.prefix(offset), as: UTF8.self).unicodeScalars
        let start = mark.column - 1 + (scalar.style == .quoted ? 1 : 0)
        let standing = line.unicodeScalars.dropFirst(start).prefix(before.count)
        return standing.elementsEqual(before)
            ? mark.advanced(by: before.count + (scalar.style == .quoted ? 1 : 0)) : mark
    }

    /// Beyond it a place within a scalar is not worth the search through the line.
    private static var columnLimit: Int { 4096 }

    private func substituted(expected: String) -> Substitution.Result? {
        guard case .scalar(let scalar) = node.content, !scalar.isNull else {
            reportType(expected: expected)
            return nil
        }
        do throws(Substitution.Problem) {
            return try reading.substitution.apply(to: scalar.text)
        } catch {
            reading.findings.error("\(title): \(error.message)", at: mark(atByte: error.offset), hint: error.hint)
            return nil
        }
    }
}
