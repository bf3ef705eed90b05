/// Why a document cannot be composed.
struct YAMLProblem: Error {
    /// Where libyaml, or the composer, saw it.
    enum Place {
        case mark(SourceMark)
        /// Offset from the start of the text.
        case byte(Int)
    }

    /// In libyaml's words where they are its.
    var message: String
    var place: Place
    var hint: String?
}
