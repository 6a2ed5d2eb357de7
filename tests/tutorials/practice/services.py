"""Services to draw: one with every element there is, and what a test may need to change in it."""

EVERYTHING = {
    "format": "practice-service/1",
    "key": "tot",
    "lang": "ro",
    "title": "Un serviciu cu de toate",
    "institution": "Primăria Exemplu",
    "color": "green",
    "card": [
        {"key": "nume", "label": "Numele", "value": "Maria Exemplu"},
        {"key": "suma", "label": "Suma", "value": "214,00 lei"},
    ],
    "scales": [{"key": "calm", "label": "Calm"}],
    "screens": [
        {
            "key": "formular",
            "title": "Formularul",
            "frame": "browser",
            "address": "primaria.exemplu/formular",
            "elements": [
                {"key": "titlu", "type": "heading", "text": "Plătiți {suma}"},
                {"key": "intro", "type": "text", "text": "Pentru <Maria> & alții."},
                {"key": "atentie", "type": "notice", "tone": "warning", "text": "Citiți tot."},
                {
                    "key": "nume",
                    "type": "field",
                    "label": "Numele și prenumele",
                    "input": "text",
                    "help": "ca în buletin",
                    "expect": {"card": "nume"},
                },
                {
                    "key": "cod",
                    "type": "field",
                    "label": "Codul",
                    "input": "secret",
                    "expect": {"mask": "999"},
                },
                {"key": "pe-larg", "type": "field", "label": "Pe larg", "input": "long"},
                {
                    "key": "institutia",
                    "type": "choice",
                    "label": "Instituția",
                    "expect": {"is": "exemplu"},
                    "items": [
                        {"key": "model", "text": "Primăria Model"},
                        {"key": "exemplu", "text": "Primăria Exemplu", "note": "a noastră"},
                    ],
                },
                {
                    "key": "cand",
                    "type": "slot",
                    "label": "Când?",
                    "expect": {"any": True},
                    "items": [
                        {"key": "luni", "text": "luni, ora 10", "off": True},
                        {"key": "joi", "text": "joi, ora 16"},
                    ],
                },
                {
                    "key": "poza",
                    "type": "upload",
                    "label": "Fotografia lui {nume}",
                    "expect": {"is": "groapa"},
                    "items": [
                        {"key": "pisica", "text": "pisica.jpg"},
                        {"key": "groapa", "text": "groapa.jpg"},
                    ],
                },
                {
                    "key": "unde",
                    "type": "place",
                    "label": "Unde este?",
                    "drawing": "street",
                    "expect": {"is": "copac"},
                    "items": [
                        {"key": "casa", "text": "lângă casă", "x": 0, "y": 0},
                        {"key": "copac", "text": "sub copac", "x": 100, "y": 100},
                    ],
                },
                {"key": "da", "type": "check", "label": "Am citit tot", "expect": {"is": True}},
                {"key": "trimit", "type": "button", "text": "Trimit", "to": "mesaj"},
                {"key": "ajutor", "type": "link", "text": "Ajutor", "say": "Aici este ajutorul."},
            ],
        },
        {
            "key": "mesaj",
            "title": "Un mesaj",
            "frame": "sms",
            "address": ["De la ", {"key": "cine", "text": "Banca", "trap": True, "why": "Nu e banca."}],
            "elements": [
                {
                    "key": "sms",
                    "type": "message",
                    "from": "other",
                    "name": "Doamna Ana",
                    "mood": "worried",
                    "text": [
                        "Plătiți ",
                        {"key": "graba", "text": "acum", "trap": True, "why": "Graba e un semn."},
                        " sau ",
                        {"key": "vorba", "text": "vorbim", "trap": False, "why": "Nu e un semn."},
                    ],
                },
                {
                    "key": "raspuns",
                    "type": "replies",
                    "items": [
                        {
                            "key": "da",
                            "text": "Plătesc.",
                            "say": "Mai gândiți-vă.",
                            "points": {"calm": -1},
                        },
                        {"key": "nu", "text": "Nu plătesc {suma}.", "to": "cautare", "points": {"calm": 2}},
                    ],
                },
            ],
        },
        {
            "key": "cautare",
            "title": "Căutarea",
            "frame": "search",
            "address": "primăria mea",
            "elements": [
                {
                    "key": "gasite",
                    "type": "results",
                    "items": [
                        {
                            "key": "oras",
                            "text": "Orașul Exemplu",
                            "address": "oras.exemplu",
                            "note": "pagina primăriei",
                            "to": "gata",
                        }
                    ],
                }
            ],
        },
        {
            "key": "gata",
            "title": "Gata",
            "frame": "phone",
            "elements": [
                {
                    "key": "sumar",
                    "type": "rows",
                    "label": "Pe scurt",
                    "items": [{"label": "Instituția", "value": "{institutia}"}],
                },
                {
                    "key": "dovada",
                    "type": "receipt",
                    "label": "Dovada",
                    "items": [
                        {"label": "Numărul", "value": "{numar}"},
                        {"label": "Cine", "value": "{nume}"},
                        {"label": "Când", "value": "{cand}"},
                    ],
                },
            ],
        },
        {"key": "nicaieri", "title": "De neatins", "frame": "phone", "elements": []},
    ],
    "tasks": [
        {
            "key": "platiti",
            "title": "Plătiți și păstrați dovada.",
            "start": "formular",
            "goal": ["gata"],
            "done": "Ați plătit.",
            "expect": {"formular.cand": {"is": "joi"}},
        },
        {"key": "explorati", "title": "Plimbați-vă.", "start": "cautare"},
    ],
}
