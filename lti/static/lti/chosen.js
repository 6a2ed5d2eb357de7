// What an editor chose in a tool, told to the form that waits for it in another window.
new BroadcastChannel("pascupas-lti-choice").postMessage(JSON.parse(document.getElementById("lti-chosen").textContent));
