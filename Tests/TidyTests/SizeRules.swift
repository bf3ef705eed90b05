/// Limits on files, functions and lines.
enum SizeRules {
    static let fileLines = 500
    static let fileMedian = 150
    static let functionLines = 70
    static let functionMedian = 10
    static let lineCharacters = 120

    static func longFile(_ file: SourceFile) -> [Finding] {
        guard file.lines.count > fileLines else { return [] }
        let message = "the file has \(file.lines.count) lines, more than \(fileLines)"
        return [file.finding("size", line: 0, message)].compactMap { $0 }
    }

    static func longFunctions(_ file: SourceFile) -> [Finding] {
        FunctionSpan.all(in: file).filter { $0.length > functionLines }.compactMap { function in
            let message = "\(function.name) has \(function.length) lines, more than \(functionLines)"
            return file.finding("size", line: function.start, message)
        }
    }

    static func longLines(_ file: SourceFile) -> [Finding] {
        file.lines.indices.filter { isLong(file.lines[$0]) }.compactMap { line in
            let message = "\(file.lines[line].count) characters, more than \(lineCharacters)"
            return file.finding("size", line: line, message)
        }
    }

    /// Bytes are counted first: that is quick, and there are never fewer of them than characters.
    private static func isLong(_ line: String) -> Bool {
        line.utf8.count > lineCharacters && line.count > lineCharacters
    }

    static func median(_ numbers: [Int]) -> Int {
        numbers.isEmpty ? 0 : numbers.sorted()[numbers.count / 2]
    }
}
