/// Replaces `${NAME}` from the environment and `${file:PATH}` by a file's content; `$${` stands for `${`.
struct Substitution {
    /// Bytes of a file that stands in for a value.
    static let fileLimit = 1 << 20

    /// What `${NAME}` is looked up in.
    let environment: [String: String]
    /// What relative paths are relative to.
    let folder: String

    /// A scalar with everything put in.
    struct Result {
        var bytes: [UInt8]
        /// Whether anything was put in: then the value may be a secret and is not to be shown.
        var isReplaced: Bool
    }

    /// Why something cannot be put in.
    struct Problem: Error {
        var message: String
        /// UTF-8 bytes from the start of the text.
        var offset: Int
        var hint: String?
    }

    /// Replacements are not looked at again for further ones.
    func apply(to text: String) throws(Problem) -> Result {
        let source = Array(text.utf8)
        var result = Result(bytes: [], isReplaced: false)
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "$") else {
                result.bytes.append(source[index])
                index += 1
                continue
            }
            if source[index...].starts(with: "$${".utf8) {
                result.bytes += "${".utf8
                index += 3
            } else if source[index...].starts(with: "${".utf8) {
                guard let end = source[index...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw Problem(
                        message: "`${` has no closing brace", offset: index, hint: "`$${` stands for a plain `${`")
                }
                result.bytes += try value(String(decoding: source[(index + 2)..<end], as: UTF8.self), offset: index)
                result.isReplaced = true
                index = end + 1
            } else {
                result.bytes.append(source[index])
                index += 1
            }
        }
        return result
    }

    private func value(_ name: String, offset: Int) throws(Problem) -> [UInt8] {
        if name.hasPrefix("file:") { return try file(String(name.dropFirst(5)), offset: offset) }
        guard Self.isVariableName(name) else {
            throw Problem(
                message: "\(VisibleText.quoted(name)) is no name of an environment variable", offset: offset,
                hint: "write ${NAME} or ${file:PATH}; `$${` stands for a plain `${`")
        }
        guard let value = environment[name] else {
            let hint = Suggestion.hint(for: name, among: environment.keys.sorted())
            throw Problem(
                message: "the environment variable \(VisibleText.quoted(name)) is not set", offset: offset, hint: hint)
        }
        return Array(value.utf8)
    }

    private func file(_ written: String, offset: Int) throws(Problem) -> [UInt8] {
        let path = FilePath.resolve(written, in: folder)
        guard !written.isEmpty, !path.utf8.contains(0) else {
            throw Problem(message: "`${file:}` names no file", offset: offset)
        }
        do throws(FileBytes.Problem) {
            var bytes = try FileBytes.read(path, limit: Self.fileLimit)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            return bytes
        } catch {
            let hint = path == written ? nil : "it was looked for at \(VisibleText.text(path))"
            throw problem(error, file: VisibleText.quoted(written), offset: offset, hint: hint)
        }
    }

    private func problem(_ problem: FileBytes.Problem, file: String, offset: Int, hint: String?) -> Problem {
        switch problem {
        case .unreadable(let reason):
            return Problem(message: "the file \(file) cannot be read: \(reason)", offset: offset, hint: hint)
        case .tooLarge:
            let limit = SizeSyntax.text(Self.fileLimit)
            return Problem(message: "the file \(file) is larger than \(limit)", offset: offset, hint: hint)
        }
    }

    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
