/// Where a function or initialiser is.
struct FunctionSpan: Equatable {
    var name: String
    /// Line of its keyword, counted from 0.
    var start: Int
    /// Line of its closing brace.
    var end: Int

    /// Lines from the keyword to the closing brace.
    var length: Int { end - start + 1 }

    /// All functions, initialisers and deinitialisers with a body, nested ones too.
    static func all(in file: SourceFile) -> [FunctionSpan] {
        file.lines(withAny: "func ", "init").compactMap { line in
            guard let name = declaredName(file.code[line]) else { return nil }
            return Braces.end(file.code, from: line).map { FunctionSpan(name: name, start: line, end: $0) }
        }
    }

    /// `func name`, `init`, `deinit`, after nothing but modifiers and attributes: a call declares nothing.
    private static func declaredName(_ line: String) -> String? {
        let pattern = /^\s*(?:@?[\w]+(?:\([^()]*\))?\s+)*(?:func\s+([^\s(<]+)|(init)[?]?\s*[(<]|(deinit)\s*\{)/
        guard let match = line.firstMatch(of: pattern) else { return nil }
        if match.2 != nil, line.contains(/\b(?:return|case|try|await)\s+init\b/) { return nil }
        return String(match.1 ?? match.2 ?? match.3 ?? "")
    }
}
