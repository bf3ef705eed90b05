/// No `default:` where a switch goes over one of our own enums: a new case must not slip through.
enum DefaultRule {
    /// Cases of every enum that the package declares, by enum name.
    static func ownEnums(_ files: [SourceFile]) -> [String: Set<String>] {
        var enums: [String: Set<String>] = [:]
        for file in files {
            for line in file.lines(withAny: "enum ") {
                guard let name = file.code[line].firstMatch(of: /\benum\s+(\w+)/)?.1 else { continue }
                enums[String(name), default: []].formUnion(cases(in: file, from: line))
            }
        }
        return enums.filter { $0.value.count > 1 }
    }

    /// Switches with a `default` whose other patterns are all cases of one of `enums`.
    static func findings(_ file: SourceFile, enums: [String: Set<String>]) -> [Finding] {
        file.lines(withAny: "switch ").compactMap { line in
            guard let end = Braces.end(file.code, from: line) else { return nil }
            let body = Switch(file.code, line...end)
            guard let byDefault = body.defaultLine, !body.names.isEmpty else { return nil }
            guard let own = enums.filter({ body.names.isSubset(of: $0.value) }).keys.min() else { return nil }
            return file.finding("default", line: byDefault, "default in a switch that seems to go over \(own)")
        }
    }

    /// Names after `case` directly inside the enum that begins on a line.
    private static func cases(in file: SourceFile, from start: Int) -> Set<String> {
        var names: Set<String> = []
        var depth = 0
        var continues = false
        for line in start..<file.code.count {
            let text = file.code[line]
            if depth == 1, continues || text.contains(/^\s*(?:indirect\s+)?case\s/) {
                names.formUnion(declared(text))
                continues = text.contains(/,\s*$/)
            }
            depth += Braces.balance(text)
            if depth == 0, line > start || SourceFile.has("}", text) { break }
        }
        return names
    }

    private static func declared(_ line: String) -> Set<String> {
        let bare = line.replacing(/\([^)]*\)/, with: "").replacing(/^\s*(?:indirect\s+)?case\s/, with: "")
        return Set(bare.split(separator: ",").compactMap { $0.firstMatch(of: /[\w`]+/).map { String($0.0) } })
    }

    /// What a switch looks at.
    private struct Switch {
        /// Names of the patterns that are `.name`, when all are; else empty.
        var names: Set<String> = []
        var defaultLine: Int?

        init(_ code: [String], _ lines: ClosedRange<Int>) {
            var depth = 0
            for line in lines {
                if depth == 1, code[line].contains(/^\s*default\s*:/) { defaultLine = line }
                depth += Braces.balance(code[line])
            }
            guard defaultLine != nil else { return }
            let patterns = Self.patterns(code, lines)
            let named = patterns.map { Self.caseNames($0) }
            if named.allSatisfy({ !$0.isEmpty }) { names = Set(named.joined()) }
        }

        /// What stands behind `case` of this switch, not of those inside it.
        private static func patterns(_ code: [String], _ lines: ClosedRange<Int>) -> [Substring] {
            var depth = 0
            return lines.compactMap { line in
                defer { depth += Braces.balance(code[line]) }
                return depth == 1 ? code[line].firstMatch(of: /^\s*case\s(.*)/)?.1 : nil
            }
        }

        /// Names in a pattern of the kind `.name, let .other(value)`; none if it is of another kind.
        private static func caseNames(_ pattern: Substring) -> [String] {
            if pattern.contains(" is ") || pattern.contains("...") { return [] }
            return pattern.matches(of: /(?:^|,)\s*(?:let\s+)?\.(\w+)/).map { String($0.1) }
        }
    }
}
