/// What is public is documented, but for what speaks for itself.
enum DocumentationRule {
    static func findings(_ file: SourceFile) -> [Finding] {
        file.lines(withAny: "public ", "open ").compactMap { line in
            guard let name = publicName(file.code[line]), !speaksForItself(name, file, line) else { return nil }
            guard !isDocumented(file, line) else { return nil }
            return file.finding("documentation", line: line, "public \(name) has no ///")
        }
    }

    /// `struct Plan`, `func pick`, … of a line that declares something public other than an import or extension.
    private static func publicName(_ line: String) -> String? {
        let pattern =
            #/
            ^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|open)\s+
            (?:(?:static|final|class|(?:non)?mutating|consuming|borrowing|convenience|override|indirect|nonisolated
                |unsafe|private\(set\))\s+)*
            (struct|class|enum|protocol|actor|func|init|var|let|subscript|typealias)\b\s*([\w`]*)
            /#
        return line.firstMatch(of: pattern).map { "\($0.1) \($0.2)" }
    }

    /// Memberwise initialisers; properties that carry their meaning in name and type; requirements of the language's
    /// own protocols.
    private static func speaksForItself(_ name: String, _ file: SourceFile, _ line: Int) -> Bool {
        let parts = name.split(separator: " ")
        switch parts.first {
        case "init", "var", "let": return true
        case "func": return parts.count == 1 || ["encode", "hash", "makeIterator", "next"].contains(parts[1])
        default: return false
        }
    }

    /// A `///` above, possibly with attributes or sibling declarations of the same paragraph in between.
    private static func isDocumented(_ file: SourceFile, _ line: Int) -> Bool {
        var above = line - 1
        while above >= 0 {
            let text = file.lines[above].drop { $0 == " " }
            if text.hasPrefix("///") { return true }
            guard text.hasPrefix("@") || text.hasPrefix("// ") else { return false }
            above -= 1
        }
        return false
    }
}
