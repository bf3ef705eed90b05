import Glibc

/// One Swift file as the rules see it.
struct SourceFile {
    /// From the package's folder: `Sources/WeirCore/Plan.swift`.
    let path: String
    let lines: [String]
    /// The same lines without comments and without string literals.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        let bytes = Array(text.utf8)
        lines = Self.split(bytes)
        code = Self.split(SwiftText.code(of: bytes))
    }

    /// The folder below `Sources` or `Tests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// Lines, counted from 0, whose code has one of the words in it.
    func lines(withAny words: String...) -> [Int] {
        code.indices.filter { line in words.contains { Self.has($0, code[line]) } }
    }

    /// - Parameter line: counted from 0.
    func finding(_ rule: String, line: Int, _ message: String) -> Finding? {
        isExcused(rule, line: line) ? nil : Finding(path: path, line: line + 1, message: message)
    }

    /// Whether `text` has `word` in it. By the C library: sources are large and tests are not optimised.
    static func has(_ word: String, _ text: String) -> Bool {
        strstr(text, word) != nil
    }

    /// Whether a comment on the line, or on the one before, breaks the rule knowingly: `tidy(rule): why`.
    private func isExcused(_ rule: String, line: Int) -> Bool {
        for near in [line, line - 1] where lines.indices.contains(near) {
            guard let comment = lines[near].firstRange(of: "// tidy(\(rule)): ") else { continue }
            return lines[near][comment.upperBound...].count >= 10
        }
        return false
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// One place where a rule is broken.
struct Finding: CustomStringConvertible {
    var path: String
    /// Counted from 1.
    var line: Int
    var message: String

    var description: String { "\(path):\(line): \(message)" }
}
