/** The domain's warnings in Russian; each may begin with the file's name. */
const WARNINGS: readonly { readonly english: RegExp; readonly russian: string }[] = [
  {
    english: /truncated: ([\d.]+) of the declared ([\d.]+) s could be decoded$/,
    russian: 'файл обрезан: декодировано $1 из заявленных $2 с',
  },
  {
    english: /truncated: the end is missing or damaged; ([\d.]+) s could be decoded$/,
    russian: 'файл обрезан: конец отсутствует или повреждён; декодировано $1 с',
  },
  {
    english: /holds no music or speech, but one note, hum or tick over and over \(variety ([\d.]+)\).*$/,
    russian:
      'в записи нет ни музыки, ни речи, а лишь повторяющаяся нота, гул или щелчки (разнообразие $1); такие звуки совмещаются друг с другом независимо от происхождения, поэтому поддержка общего происхождения не указывается',
  },
  {
    english: /sounds like noise \(variety ([\d.]+)\).*$/,
    russian: 'запись похожа на шум (разнообразие $1); другое её содержание распознать трудно',
  },
];

/** A warning in Russian; one that is not known stays as it is. */
export function russianWarning(warning: string): string {
  const known = WARNINGS.find(({ english }) => english.test(warning));
  return known === undefined ? warning : warning.replace(known.english, known.russian);
}
