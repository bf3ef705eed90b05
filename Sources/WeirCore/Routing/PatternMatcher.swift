public import WeirModel

/// A compiled `Pattern`: says whether a text contains a match, in time linear in the text.
///
/// Immutable, so all event loops share it. Nearly every pattern becomes a table of bounded size when it is made,
/// and a match then is one look-up a byte, allocating nothing. One whose table would be too large is run as it is:
/// still linear, but with a factor of its size, and it allocates.
public struct PatternMatcher: Sendable {
    private enum Form: Sendable {
        case table(PatternTable)
        case program(PatternProgram)
    }

    private let form: Form

    public init(_ pattern: Pattern) {
        self.init(pattern, cellLimit: PatternTable.cellLimit)
    }

    /// With a bound on the table, for tests of both forms.
    init(_ pattern: Pattern, cellLimit: Int) {
        let program = PatternProgram(pattern.expression)
        if let table = PatternTable(program, cellLimit: cellLimit) {
            form = .table(table)
        } else {
            form = .program(program)
        }
    }

    var isTable: Bool {
        switch form {
        case .table: true
        case .program: false
        }
    }

    /// Whether the pattern matches anywhere in `text`.
    public func matches(_ text: Span<UInt8>) -> Bool {
        switch form {
        case .table(let table): table.matches(text)
        case .program(let program): Self.run(program, on: text)
        }
    }

    /// Keeps the set of places where the automaton may be, byte by byte.
    private static func run(_ program: PatternProgram, on text: Span<UInt8>) -> Bool {
        var current = PatternThreads(for: program)
        var next = PatternThreads(for: program)
        current.follow(program.entry, in: program, atStart: true)
        for position in text.indices {
            if current.accepts { return true }
            let byte = text[position]
            next.removeAll()
            for index in current.waiting {
                if case .byte(let set, let target) = program.instructions[index], program.sets[set].contains(byte) {
                    next.follow(target, in: program, atStart: false)
                }
            }
            next.follow(program.entry, in: program, atStart: false)
            swap(&current, &next)
        }
        return current.acceptsAtEnd(in: program, atStart: text.isEmpty)
    }
}
