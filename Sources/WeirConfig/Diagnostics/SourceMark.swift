/// A place in a file as people count: lines from 1, columns from 1 in Unicode scalars.
public struct SourceMark: Sendable, Hashable, Comparable {
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    /// Both counted from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Earlier in the file comes first.
    public static func < (left: SourceMark, right: SourceMark) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// The place this many scalars further on the same line.
    func advanced(by columns: Int) -> SourceMark {
        SourceMark(line: line, column: column + columns)
    }
}
