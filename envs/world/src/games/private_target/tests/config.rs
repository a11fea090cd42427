use crate::games::private_target::PrivateTargetConfig;
use crate::games::private_target::describe::options;

#[test]
fn the_manual_explains_every_option() {
    let json = serde_json::to_value(PrivateTargetConfig::default()).expect("options are JSON");
    let keys: Vec<&String> = json.as_object().expect("a table").keys().collect();
    let explained: Vec<&str> = options().iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, explained);
}
