/// Composes the one document of a file, with bounds on depth and on what aliases expand to.
struct YAMLComposer {
    /// Mappings and sequences within each other. The configuration itself needs 8.
    static let depthLimit = 64
    /// Nodes of a document, each alias counting as all that it stands for.
    static let nodeLimit = 1_000_000

    private let events: YAMLEvents
    private let findings: Findings
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
    private var nodes = 0

    /// The root of the document; nil for an empty file and after a syntax error, which is then in `findings`.
    static func compose(_ findings: Findings) -> YAMLNode? {
        let source = findings.source
        do throws(YAMLProblem) {
            guard let events = YAMLEvents(source.bytes) else {
                throw YAMLProblem(message: "out of memory", place: .byte(0))
            }
            var composer = YAMLComposer(events: events, findings: findings)
            return try composer.document()
        } catch {
            report(error, findings)
            return nil
        }
    }

    private init(events: YAMLEvents, findings: Findings) {
        self.events = events
        self.findings = findings
    }

    private static func report(_ problem: YAMLProblem, _ findings: Findings) {
        let mark =
            switch problem.place {
            case .mark(let mark): mark
            case .byte(let offset): findings.source.mark(atByte: offset)
            }
        let hint = problem.hint ?? YAMLHints.hint(for: problem.message, line: findings.source.line(mark.line), at: mark)
        findings.error("YAML: \(problem.message)", at: mark, hint: hint)
    }

    private mutating func document() throws(YAMLProblem) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd: return root
            case .documentStart:
                guard root == nil else {
                    throw YAMLProblem(
                        message: "a second document begins here", place: .mark(event.mark),
                        hint: "a configuration is one document; remove the line `---`")
                }
                root = try node(from: try events.next(), depth: 0)
            case .alias, .scalar, .sequenceStart, .mappingStart, .sequenceEnd, .mappingEnd: continue
            }
        }
    }

    private mutating func node(from event: YAMLEvent, depth: Int) throws(YAMLProblem) -> YAMLNode {
        let before = nodes
        try count(1, at: event.mark)
        guard depth <= Self.depthLimit else {
            throw YAMLProblem(message: "nested more than \(Self.depthLimit) deep", place: .mark(event.mark))
        }
        let (content, anchor, tag): (YAMLNode.Content, String?, String?)
        switch event.kind {
        case .alias(let name): return try aliased(name, at: event.mark)
        case .scalar(let scalar, let itsAnchor, let itsTag):
            (content, anchor, tag) = (.scalar(scalar), itsAnchor, itsTag)
        case .sequenceStart(let itsAnchor, let itsTag):
            (content, anchor, tag) = (.sequence(try items(depth: depth + 1)), itsAnchor, itsTag)
        case .mappingStart(let itsAnchor, let itsTag):
            (content, anchor, tag) = (.mapping(try entries(depth: depth + 1)), itsAnchor, itsTag)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw YAMLProblem(message: "a value was expected", place: .mark(event.mark))
        }
        refuse(tag: tag, at: event.mark)
        let node = YAMLNode(content: content, mark: event.mark)
        if let anchor { anchors[anchor] = (node, nodes - before) }
        return node
    }

    private mutating func items(depth: Int) throws(YAMLProblem) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(from: event, depth: depth))
        }
    }

    private mutating func entries(depth: Int) throws(YAMLProblem) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var first: [String: SourceMark] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return entries }
            let key = try node(from: event, depth: depth)
            let value = try node(from: try events.next(), depth: depth)
            guard case .scalar(let scalar) = key.content else {
                findings.error("a key must be a plain word", at: event.mark)
                continue
            }
            if let place = first[scalar.text] {
                let key = VisibleText.quoted(scalar.text)
                findings.error("duplicate key \(key)", at: event.mark, hint: "it already stands in line \(place.line)")
                continue
            }
            first[scalar.text] = event.mark
            entries.append(YAMLEntry(key: scalar.text, keyMark: event.mark, value: value))
        }
    }

    private mutating func aliased(_ name: String, at mark: SourceMark) throws(YAMLProblem) -> YAMLNode {
        guard let (node, size) = anchors[name] else {
            throw YAMLProblem(
                message: "the alias \(VisibleText.quoted(name)) names no anchor before it", place: .mark(mark),
                hint: "a value that begins with `*` needs quotes")
        }
        try count(size, at: mark)
        return node
    }

    private mutating func count(_ more: Int, at mark: SourceMark) throws(YAMLProblem) {
        nodes += more
        guard nodes <= Self.nodeLimit else {
            throw YAMLProblem(
                message: "more than \(Self.nodeLimit) values, aliases expanded", place: .mark(mark))
        }
    }

    private func refuse(tag: String?, at mark: SourceMark) {
        guard let tag, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") else { return }
        findings.error("the tag \(VisibleText.quoted(tag)) has no meaning here", at: mark)
    }
}
