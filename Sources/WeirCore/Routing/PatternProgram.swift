import WeirModel

/// A pattern as a nondeterministic automaton (Thompson 1968): instructions that follow one another by index.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// Takes a byte whose class is in the set at that index, then goes on at `next`.
        case byte(set: Int, next: Int)
        /// Goes on at both.
        case either(Int, Int)
        /// Goes on only before the first byte.
        case start(next: Int)
        /// Goes on only after the last byte.
        case end(next: Int)
        case accept
    }

    private(set) var instructions: [Instruction]
    private(set) var sets: [PatternByteSet]
    private(set) var entry: Int

    init(_ expression: PatternExpression) {
        instructions = [.accept]
        sets = []
        entry = 0
        entry = emit(expression, next: 0)
    }

    /// Appends what matches `expression` and then goes on at `next`; returns where it begins.
    private mutating func emit(_ expression: PatternExpression, next: Int) -> Int {
        switch expression {
        case .empty: return next
        case .byte(let set): return append(.byte(set: index(of: set), next: next))
        case .sequence(let parts): return parts.reversed().reduce(next) { emit($1, next: $0) }
        case .choice(let choices):
            let entries = choices.map { emit($0, next: next) }
            return entries.dropLast().reversed().reduce(entries.last ?? next) { append(.either($1, $0)) }
        case .repeated(let body, let atLeast, let atMost): return emit(body, atLeast, atMost, next: next)
        case .start: return append(.start(next: next))
        case .end: return append(.end(next: next))
        }
    }

    /// `atLeast` copies, then a loop or as many optional copies as are left.
    private mutating func emit(_ body: PatternExpression, _ atLeast: Int, _ atMost: Int?, next: Int) -> Int {
        var entry = next
        if let atMost {
            for _ in atLeast..<atMost {
                entry = append(.either(emit(body, next: entry), next))
            }
        } else {
            let loop = append(.either(next, next))
            instructions[loop] = .either(emit(body, next: loop), next)
            entry = loop
        }
        for _ in 0..<atLeast { entry = emit(body, next: entry) }
        return entry
    }

    private mutating func append(_ instruction: Instruction) -> Int {
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func index(of set: PatternByteSet) -> Int {
        if let known = sets.firstIndex(of: set) { return known }
        sets.append(set)
        return sets.count - 1
    }
}

/// Where an automaton may be at one moment.
struct PatternThreads {
    /// Instructions in the set, in order of arrival. Only those that take a byte, wait for the end, or accept.
    private(set) var waiting: [Int] = []
    /// Whether the pattern has matched already.
    private(set) var accepts = false
    private var seen: [Bool]
    private var visited: [Int] = []
    private var pending: [Int] = []

    init(for program: PatternProgram) {
        seen = Array(repeating: false, count: program.instructions.count)
    }

    mutating func removeAll() {
        for index in visited { seen[index] = false }
        visited.removeAll(keepingCapacity: true)
        waiting.removeAll(keepingCapacity: true)
        accepts = false
    }

    /// Adds everything that is reached from `entry` without taking a byte.
    mutating func follow(_ entry: Int, in program: PatternProgram, atStart: Bool, atEnd: Bool = false) {
        pending.append(entry)
        while let index = pending.popLast() {
            if seen[index] { continue }
            seen[index] = true
            visited.append(index)
            switch program.instructions[index] {
            case .byte: waiting.append(index)
            case .either(let first, let second):
                pending.append(second)
                pending.append(first)
            case .start(let next): if atStart { pending.append(next) }
            case .end(let next):
                waiting.append(index)
                if atEnd { pending.append(next) }
            case .accept: accepts = true
            }
        }
    }

    /// Whether the pattern matches if the text ends here.
    func acceptsAtEnd(in program: PatternProgram, atStart: Bool) -> Bool {
        if accepts { return true }
        var ends = PatternThreads(for: program)
        for index in waiting {
            if case .end(let next) = program.instructions[index] {
                ends.follow(next, in: program, atStart: atStart, atEnd: true)
            }
        }
        return ends.accepts
    }
}
