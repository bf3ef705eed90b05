import WeirModel

/// A pattern as a deterministic automaton: a row a state, a column a class of bytes that the pattern never tells
/// apart.
struct PatternTable: Sendable {
    /// Cells of one table, 2 bytes each.
    static let cellLimit = 32 * 1024
    /// Places in all states together, which bounds the work and the memory of making a table.
    private static let placeLimit = 64 * 1024

    /// State that no text leaves: nothing can match any more.
    private static let dead: UInt16 = 0
    /// State that no text leaves: the pattern has matched.
    private static let accepted: UInt16 = 1

    private let classes: [UInt8]
    private let classCount: Int
    /// `states × classCount` states to go to.
    private let cells: [UInt16]
    /// By state: whether the pattern matches if the text ends there.
    private let acceptsAtEnd: [Bool]
    private let start: UInt16

    /// Nil when there would be more cells than the limit.
    init?(_ program: PatternProgram, cellLimit: Int) {
        let (classes, examples) = Self.classes(of: program)
        var builder = Builder(program: program, examples: examples)
        let start = builder.state(atStart: true)
        guard builder.fill(cellLimit: min(cellLimit, Int(UInt16.max))) else { return nil }
        self.classes = classes
        self.classCount = examples.count
        self.cells = builder.cells
        self.acceptsAtEnd = builder.acceptsAtEnd
        self.start = start
    }

    /// One look-up a byte; stops as soon as the answer is known.
    func matches(_ text: Span<UInt8>) -> Bool {
        let classes = classes.span
        let cells = cells.span
        var state = start
        if state <= Self.accepted { return state == Self.accepted }
        for position in text.indices {
            state = cells[Int(state) &* classCount &+ Int(classes[Int(text[position])])]
            if state <= Self.accepted { return state == Self.accepted }
        }
        return acceptsAtEnd[Int(state)]
    }

    /// By byte its class, and by class one byte of it.
    private static func classes(of program: PatternProgram) -> (classes: [UInt8], examples: [UInt8]) {
        var classes: [UInt8] = []
        var examples: [UInt8] = []
        var known: [[Bool]: UInt8] = [:]
        for byte in UInt8.min...UInt8.max {
            let membership = program.sets.map { $0.contains(byte) }
            if let found = known[membership] {
                classes.append(found)
            } else {
                let fresh = UInt8(examples.count)
                known[membership] = fresh
                classes.append(fresh)
                examples.append(byte)
            }
        }
        return (classes, examples)
    }

    /// The subset construction: each set of places where the program may be becomes a state.
    private struct Builder {
        /// What tells states apart.
        private struct Key: Hashable {
            var waiting: [Int]
            /// `^` may still hold after `$` (an empty text), so the first state is its own.
            var atStart: Bool
        }

        let program: PatternProgram
        let examples: [UInt8]
        var cells: [UInt16]
        var acceptsAtEnd: [Bool] = [false, true]
        private var keys: [Key]
        private var states: [Key: UInt16] = [:]
        private var threads: PatternThreads
        private var places = 0

        init(program: PatternProgram, examples: [UInt8]) {
            self.program = program
            self.examples = examples
            threads = PatternThreads(for: program)
            cells = []
            keys = [Key(waiting: [], atStart: false), Key(waiting: [], atStart: false)]
        }

        /// The state for where the threads are, made if it is new. At the start they are first put at the entry.
        mutating func state(atStart: Bool) -> UInt16 {
            if atStart { threads.follow(program.entry, in: program, atStart: true) }
            if threads.accepts { return PatternTable.accepted }
            if threads.waiting.isEmpty { return PatternTable.dead }
            let key = Key(waiting: threads.waiting.sorted(), atStart: atStart)
            if let known = states[key] { return known }
            let fresh = UInt16(keys.count)
            states[key] = fresh
            keys.append(key)
            places += key.waiting.count
            acceptsAtEnd.append(threads.acceptsAtEnd(in: program, atStart: atStart))
            return fresh
        }

        /// Fills the table row by row until no new state appears. False: it grew over the limit.
        mutating func fill(cellLimit: Int) -> Bool {
            cells = Array(repeating: PatternTable.dead, count: 2 * examples.count)
            var row = 2
            while row < keys.count {
                guard keys.count * examples.count <= cellLimit, places <= PatternTable.placeLimit else { return false }
                for example in examples {
                    step(from: keys[row].waiting, over: example)
                    cells.append(state(atStart: false))
                }
                row += 1
            }
            return true
        }

        private mutating func step(from waiting: [Int], over byte: UInt8) {
            threads.removeAll()
            for index in waiting {
                if case .byte(let set, let target) = program.instructions[index], program.sets[set].contains(byte) {
                    threads.follow(target, in: program, atStart: false)
                }
            }
            // The match may also begin after this byte.
            threads.follow(program.entry, in: program, atStart: false)
        }
    }
}
