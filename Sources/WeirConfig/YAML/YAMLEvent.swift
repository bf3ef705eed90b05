/// One event of the stream, copied out of libyaml.
struct YAMLEvent {
    /// What it announces.
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case alias(String)
        case scalar(YAMLScalar, anchor: String?, tag: String?)
        case sequenceStart(anchor: String?, tag: String?)
        case mappingStart(anchor: String?, tag: String?)
    }

    let kind: Kind
    let mark: SourceMark
}
