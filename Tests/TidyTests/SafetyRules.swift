/// Nothing that may trap on input, nothing unfinished, nothing secret.
enum SafetyRules {
    /// `try!`, `as!`, forced unwrapping and `fatalError`.
    static func traps(_ file: SourceFile) -> [Finding] {
        file.lines(withAny: "!", "fatalError").compactMap { line in
            trap(file.code[line]).flatMap { file.finding("trap", line: line, $0) }
        }
    }

    private static func trap(_ line: String) -> String? {
        if line.contains(/\btry!/) { return "try! traps; handle the error" }
        if line.contains(/\bas!/) { return "as! traps; cast conditionally" }
        if line.contains(/\bfatalError\s*\(/) { return "fatalError ends the process" }
        return line.contains(/[\w)\]}?]!(?!=)/) ? "a forced unwrap traps" : nil
    }

    /// Marks of unfinished work.
    static func markers(_ file: SourceFile) -> [Finding] {
        let marks = ["TODO", "FIXME", "XXX", "HACK"]
        return file.lines.indices.filter { line in
            marks.contains { SourceFile.has($0, file.lines[line]) }
                && file.lines[line].contains(/\b(?:TODO|FIXME|XXX|HACK)\b/)
        }.compactMap { file.finding("marker", line: $0, "unfinished work is marked here") }
    }

    /// Names that say nothing.
    static func vagueNames(_ file: SourceFile) -> [Finding] {
        let pattern =
            /\b(?:struct|class|enum|protocol|actor|extension)\s+(\w*(?:Manager|Helper|Util|Utils|Utilities))\b/
        return file.lines(withAny: "Manager", "Helper", "Util").compactMap { line in
            guard let name = file.code[line].firstMatch(of: pattern)?.1 else { return nil }
            return file.finding("name", line: line, "\(name) does not say what it does")
        }
    }

    /// Private keys in any file: the line that announces one, with a line of it.
    static func privateKeys(path: String, text: String) -> [Finding] {
        guard SourceFile.has("PRIVATE KEY", text) else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.dropLast().compactMap { line in
            guard lines[line].contains(/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/) else { return nil }
            guard lines[line + 1].contains(/[A-Za-z0-9+\/]{40}/) else { return nil }
            return Finding(path: path, line: line + 1, message: "a private key")
        }
    }
}
